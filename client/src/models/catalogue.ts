import { count, record, words } from "../call/fields";
import { listOf } from "../history/summary";
import type { Download } from "./downloads";

/** A model that the server can fetch. */
export interface Model {
  name: string;
  /** Whose engine runs it. */
  provider: string;
  bytes: number;
  goodFor: string;
  licence: string;
  installed: boolean;
}

/** All models there are, and those on their way. */
export interface Models {
  models: readonly Model[];
  downloads: readonly Download[];
}

/** Read what the server tells; what is malformed counts as nothing. */
export function modelsOf(value: unknown): Models {
  const data = record(value);
  return {
    models: listOf(data.models, modelOf),
    downloads: listOf(data.downloads, downloadOf),
  };
}

/** Whether something is still to come of a download. */
export function isUnderWay({ phase }: Download): boolean {
  return phase === "starting" || phase === "running" || phase === "checking";
}

/** Where one model's download is asked for and stopped. */
export function pullPath(name: string): string {
  return `/api/models/${name.split("/").map(encodeURIComponent).join("/")}/pull`;
}

function downloadOf(value: unknown): Download | null {
  const { name, phase } = record(value);
  return words(name) && words(phase) ? (value as Download) : null;
}

function modelOf(value: unknown): Model {
  const data = record(value);
  return {
    name: words(data.name),
    provider: words(data.provider),
    bytes: count(data.size_bytes),
    goodFor: words(data.good_for),
    licence: words(data.licence),
    installed: data.installed === true,
  };
}
