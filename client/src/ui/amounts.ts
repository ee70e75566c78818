import { TONGUE } from "../strings";

const COUNT = new Intl.NumberFormat(TONGUE.locale, { maximumFractionDigits: 0 });
const MILLISECONDS = new Intl.NumberFormat(TONGUE.locale, {
  style: "unit",
  unit: "millisecond",
  maximumFractionDigits: 0,
});

/** A number without what comes after the point. */
export function countText(count: number): string {
  return COUNT.format(count);
}

/** A short time, such as `480 ms`. */
export function msText(ms: number): string {
  return MILLISECONDS.format(ms);
}

/** A sum in US dollars; of less than a dollar, down to a hundredth of a cent. */
export function usdText(usd: number): string {
  const digits = usd > 0 && usd < 1 ? 4 : 2;
  return new Intl.NumberFormat(TONGUE.locale, {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(usd);
}
