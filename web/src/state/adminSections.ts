/** Parts of the administration, and what one must be allowed to do to be offered each. */
export const SECTIONS = [
  { id: "networks", action: "features" },
  { id: "users", action: "manage_users" },
  { id: "keys", action: "manage_keys" },
  { id: "imports", action: "import_data" },
  { id: "jobs", action: "jobs" },
  { id: "audit", action: "read_audit" },
] as const;

export type SectionId = (typeof SECTIONS)[number]["id"];

/** The sections that somebody with these actions is offered, in their order. */
export const sectionsFor = (actions: readonly string[]): SectionId[] =>
  SECTIONS.filter(({ action }) => actions.includes(action)).map(({ id }) => id);
