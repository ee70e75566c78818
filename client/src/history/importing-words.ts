/** Every word that the page shows of bringing conversations back, in English. */
export const IMPORTING = {
  importOne: "Import",
  importHint: "Choose a file that was exported as JSON or zip, or drop it here.",
  dropHere: "Drop it to import it",
  sending: (name: string) => `${name} is on its way`,
  checking: (name: string) => `${name} is being checked`,
  stop: "Stop",
  asAnother: "Import it as another one",
} as const;
