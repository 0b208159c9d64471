/** Numbers as the page writes them; units are always said. */

export const formatCount = (value: number, language: string): string =>
  new Intl.NumberFormat(language).format(value);

/** A departure with its sign: +12.5%, −3%. */
export function formatShare(value: number, language: string): string {
  const format = new Intl.NumberFormat(language, {
    style: "percent",
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  });
  return format.format(value).replace("-", "−");
}

export const formatPercent = (value: number, language: string): string =>
  new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(value);

/** Metres up to a kilometre, kilometres beyond. */
export function formatDistance(metres: number, language: string): string {
  const far = metres >= 1000;
  const digits = far || metres < 10 ? 1 : 0;
  const format = new Intl.NumberFormat(language, {
    style: "unit",
    unit: far ? "kilometer" : "meter",
    unitDisplay: language.startsWith("zh") ? "long" : "short",
    maximumFractionDigits: digits,
  });
  return format.format(far ? metres / 1000 : metres);
}

/** The calendar day of an instant, where the reader is. */
export const formatDate = (instant: string, language: string): string =>
  new Intl.DateTimeFormat(language, { year: "numeric", month: "long", day: "numeric" }).format(
    new Date(instant),
  );

/** Day and time of an instant, where the reader is. */
export const formatMoment = (instant: string, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" }).format(new Date(instant));

/** A local day as the API writes it ("2026-03-02"), whatever zone the reader is in. */
export const formatDay = (day: string, language: string, month: "long" | "numeric" = "long"): string =>
  new Intl.DateTimeFormat(language, {
    ...(month === "long" ? { year: "numeric" as const } : {}),
    month,
    day: "numeric",
    timeZone: "UTC",
  }).format(new Date(`${day.slice(0, 10)}T00:00:00Z`));

/** A month ("2026-03"). */
export const formatMonth = (name: string, language: string): string =>
  new Intl.DateTimeFormat(language, { year: "numeric", month: "long", timeZone: "UTC" }).format(
    new Date(`${name}-01T00:00:00Z`),
  );

/** A difference of two shares in percentage points, with its sign: +3.2, −0.4. */
export const formatPoints = (difference: number, language: string): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 1, signDisplay: "exceptZero" })
    .format(difference * 100)
    .replace("-", "−");
