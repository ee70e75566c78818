import type { Catalogue } from "../shape";
import { history } from "./history";
import { page } from "./page";
import { privacy } from "./privacy";
import { problems } from "./problems";
import { replay } from "./replay";
import { work } from "./work";

/** Alles auf Deutsch. */
export const de: Catalogue = { page, work, problems, history, privacy, replay };
