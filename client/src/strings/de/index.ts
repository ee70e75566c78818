import type { Catalogue } from "../shape";
import { history } from "./history";
import { measures } from "./measures";
import { page } from "./page";
import { preferences } from "./preferences";
import { privacy } from "./privacy";
import { problems } from "./problems";
import { replay } from "./replay";
import { talking } from "./talking";
import { work } from "./work";

/** Alles auf Deutsch. */
export const de: Catalogue = {
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
