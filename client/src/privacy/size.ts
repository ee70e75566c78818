const UNITS = ["kB", "MB", "GB", "TB"] as const;

/** A number of bytes as people say it, such as `1.4 MB`. */
export function sizeText(bytes: number): string {
  let amount = bytes / 1000;
  let unit = 0;
  while (amount >= 999.5 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  return `${amount.toFixed(amount < 10 ? 1 : 0)} ${UNITS[unit]}`;
}
