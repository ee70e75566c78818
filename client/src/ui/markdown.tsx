import { compiler } from "markdown-to-jsx/react";
import type { ReactNode } from "react";

interface Inside {
  children?: ReactNode;
}

// The page has headings of its own above these, and ids that are not theirs.
const Heading = ({ children }: Inside) => <h3>{children}</h3>;
const Subheading = ({ children }: Inside) => <h4>{children}</h4>;

/** A model wrote it, and may have copied it from anywhere: no HTML, and nothing is loaded for it. */
const OPTIONS = {
  disableParsingRawHTML: true,
  forceBlock: true,
  overrides: {
    img: ({ alt }: { alt?: string }) => <>{alt}</>,
    a: { props: { target: "_blank", rel: "noreferrer noopener" } },
    h1: Heading,
    h2: Heading,
    h3: Subheading,
    h4: Subheading,
    h5: Subheading,
    h6: Subheading,
  },
};

/** Markdown as it is meant to be read. */
export default function Markdown({ text }: { text: string }) {
  return compiler(text, OPTIONS);
}
