/** For which area a reader may see who serves: the API asks for one that their roles cover. */

export interface Granted {
  role: string;
  area?: string | null;
  network?: string | null;
}

/** Roles that may read the staff of their areas. */
const READERS: readonly string[] = ["administrator", "planner", "reviewer", "leader"];

/** Areas of a network that the grants cover; null stands for all of it, none for nothing. */
export function areasOf(grants: readonly Granted[], network: string): (string | null)[] {
  const mine = grants.filter(
    (grant) => READERS.includes(grant.role) && (grant.network ?? network) === network,
  );
  const areas = [...new Set(mine.map((grant) => grant.area ?? null))];
  return areas.includes(null) ? [null] : areas.sort();
}
