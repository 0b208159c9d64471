/** A network's definition as a form holds it, from and to what the API says. */
import type { components } from "../api/schema";
import type { Band } from "../api/types";

type Schemas = components["schemas"];

export const WEIGHTS = ["households", "persons", "key_persons", "shops", "events", "hectares", "walking_minutes"] as const;
export const PLACES = ["office", "campus", "school", "market", "hospital", "enterprise", "hotel"] as const;
export const RELATIONS = ["free", "same_as", "nests_in", "whole_grids_of"] as const;

type Weights = Partial<Record<(typeof WEIGHTS)[number], number | null>>;

export interface NetworkValues {
  code: string;
  name: string;
  unit: "households" | "persons";
  urban: Band;
  rural: Band;
  level: "base" | "built_on";
  dedicated: "cut_out" | "overlay";
  dedicated_counts: boolean;
  dedicated_rules: Schemas["PlaceRule"][];
  workload: Weights;
  code_template: string;
  relation: (typeof RELATIONS)[number];
  related_network: string | null;
}

/** A network as the API tells it; where it lies is of no concern here. */
export type Defined = Omit<Schemas["NetworkDetail"], "bounds">;

const NATIONAL: Band = { minimum: 300, target: 400, maximum: 500 };

/** The national standard: what a new network begins with. */
export const NEW_NETWORK: NetworkValues = {
  code: "",
  name: "",
  unit: "households",
  urban: NATIONAL,
  rural: NATIONAL,
  level: "base",
  dedicated: "cut_out",
  dedicated_counts: false,
  dedicated_rules: [],
  workload: {},
  code_template: "{area}{serial:3}",
  relation: "free",
  related_network: null,
};

/** A network that is there, for the form. */
export function valuesOf(network: Defined): NetworkValues {
  const { standard, workload, ...same } = network;
  return {
    ...NEW_NETWORK,
    ...(same as Partial<NetworkValues>),
    unit: standard.unit as NetworkValues["unit"],
    urban: standard.urban,
    rural: standard.rural,
    workload: workload ?? {},
    code_template: network.code_template ?? NEW_NETWORK.code_template,
  };
}

/** What is sent: weights only where some are set, the other network only where there is a tie. */
export function definitionOf(values: NetworkValues): Schemas["NetworkRequest"] {
  const { workload, related_network, ...same } = values;
  const set = Object.entries(workload).filter(([, weight]) => (weight ?? 0) > 0);
  return {
    code: same.code,
    name: same.name.trim(),
    unit: same.unit,
    urban: same.urban,
    rural: same.rural,
    level: same.level,
    dedicated: same.dedicated,
    dedicated_counts: same.dedicated_counts,
    dedicated_rules: same.dedicated_rules,
    code_template: same.code_template.trim(),
    relation: same.relation,
    workload: set.length === 0 ? null : (Object.fromEntries(set) as Schemas["WorkloadWeights"]),
    related_network: same.relation === "free" ? null : related_network,
  };
}

/** Whether a band rises from above nothing. */
export const rises = ({ minimum, target, maximum }: Band): boolean =>
  minimum > 0 && minimum <= target && target <= maximum;
