/** Months of patrols, as "2026-03"; all days are local ones, written as the API writes them. */

export interface Period {
  from: string;
  to: string;
}

/** The first and the last day with points; both null before the first. */
export interface Span {
  first: string | null;
  last: string | null;
}

const month = (day: string): string => day.slice(0, 7);
const later = (a: string, b: string): string => (a > b ? a : b);
const sooner = (a: string, b: string): string => (a < b ? a : b);

/** All months that a span touches, the earliest first. */
export function monthsOf({ first, last }: Span): string[] {
  if (first === null || last === null) return [];
  const found: string[] = [];
  for (let at = month(first); at <= month(last); at = nextMonth(at)) found.push(at);
  return found;
}

/** The days of a month within the span: what lies ahead of the last points is not yet owed. */
export function periodOf(name: string, { first, last }: Span): Period {
  const from = `${name}-01`;
  const to = dayBefore(`${nextMonth(name)}-01`);
  return { from: first === null ? from : later(from, first), to: last === null ? to : sooner(to, last) };
}

/** Whole days from one local day to another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

function nextMonth(name: string): string {
  const year = Number(name.slice(0, 4));
  const number = Number(name.slice(5, 7));
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
}

const dayBefore = (day: string): string =>
  new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
