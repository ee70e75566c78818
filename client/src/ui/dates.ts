import { TONGUE } from "../strings";

const DAY_AND_TIME = new Intl.DateTimeFormat(TONGUE.locale, {
  dateStyle: "medium",
  timeStyle: "short",
});

/**
 * A moment as the person's own clock and calendar show it.
 *
 * @param at In epoch milliseconds; 0 where it is not known, which is shown as nothing.
 */
export function dayAndTime(at: number): string {
  return at ? DAY_AND_TIME.format(at) : "";
}

const DAY = new Intl.DateTimeFormat(TONGUE.locale, { dateStyle: "medium", timeZone: "UTC" });

/**
 * A day that is one in UTC.
 *
 * @param at In epoch milliseconds.
 */
export function dayText(at: number): string {
  return DAY.format(at);
}
