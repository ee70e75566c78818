import { history } from "./history";
import { measures } from "./measures";
import { page } from "./page";
import { preferences } from "./preferences";
import { privacy } from "./privacy";
import { problems } from "./problems";
import { replay } from "./replay";
import { talking } from "./talking";
import { work } from "./work";

/** Every word that the page shows, in English; the other languages have its shape. */
export const en = {
  page,
  talking,
  work,
  problems,
  history,
  replay,
  privacy,
  measures,
  preferences,
};
