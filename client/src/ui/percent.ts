import { TONGUE } from "../strings";

const PERCENT = new Intl.NumberFormat(TONGUE.locale, { style: "percent" });

/** @param share From 0 to 1. */
export function percent(share: number): string {
  return PERCENT.format(share);
}
