import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { firstLoad } from "./first-load.ts";
import { packed } from "./packed.ts";

const ASSET = "assets/[name]-[hash].js";
const SERVER = "http://127.0.0.1:7860";

export default defineConfig({
  plugins: [react(), firstLoad(), packed()],
  // Relative, so that one build works at `/`, at `/client/` and behind a proxy's prefix.
  base: "./",
  build: {
    // The Python package carries the page.
    outDir: "../src/repartee/server/page",
    emptyOutDir: true,
    target: "es2022",
    // Nothing inline: the server's content security policy allows files alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: "index.html", sw: "src/service-worker/sw.ts" },
      // A service worker has one name for ever, and the path above it for its realm.
      output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : ASSET) },
    },
  },
  server: {
    proxy: { "/api": SERVER, "/start": SERVER, "/health": SERVER },
  },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
  },
});
