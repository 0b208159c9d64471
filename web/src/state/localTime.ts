/** Between the instants of the API and what a field for day and time holds, in the reader's zone. */

const two = (value: number) => String(value).padStart(2, "0");

/** What an `<input type="datetime-local">` holds for an instant. */
export function fieldOf(instant: Date): string {
  const day = `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}`;
  return `${day}T${two(instant.getHours())}:${two(instant.getMinutes())}`;
}

/** The instant that a field means; null while it is empty or nonsense. */
export function instantOf(field: string): string | null {
  const instant = new Date(field);
  return field === "" || Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}

/** The next midnight: when most plans come into force. */
export function nextMidnight(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
}
