// Runs before anything is painted: a dark page does not flash light. The rest of the page is
// loaded too late for that; `src/appearance/theme.ts` has the choice itself.
try {
  const theme = JSON.parse(localStorage.getItem("repartee.theme"));
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Without storage, as the system has it.
}
