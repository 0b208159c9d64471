/** Which operation does what a finding's fix proposes; null where a person has to do it by hand. */
import type { Finding, OperationRequest } from "../../api/draft";

type Fix = NonNullable<Finding["fixes"]>[number];

/** The operation of a fix; the area is the community of the finding's grid. */
export function operationOf(finding: Finding, fix: Fix, area: string | null = null): OperationRequest | null {
  const [first, second] = fix.codes;
  switch (fix.action) {
    case "split":
      return first === undefined ? null : { kind: "split", grid: first };
    case "merge":
      return merged(finding, fix);
    // The planner moves that border itself: as few households as the band asks for.
    case "push_border":
    case "rebalance":
      return second === undefined ? null : { kind: "rebalance", grids: fix.codes };
    case "remove":
      return first === undefined ? null : { kind: "dissolve", grid: first };
    case "give_parts":
      return area === null ? null : { kind: "repair", area };
    default:
      return null;
  }
}

/** A fix names the grids that change; the finding's own grid is one of those to merge. */
function merged(finding: Finding, fix: Fix): OperationRequest | null {
  const grids = [...new Set([...finding.grids, ...fix.codes])];
  return grids.length < 2 ? null : { kind: "merge", grids };
}

/** Findings by rule: the gravest rules first, then the most frequent. */
export function groupFindings(findings: readonly Finding[]): [string, Finding[]][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    groups.set(finding.rule, [...(groups.get(finding.rule) ?? []), finding]);
  }
  const grave = (list: Finding[]) => (list.some(({ severity }) => severity === "error") ? 0 : 1);
  return [...groups].sort(
    ([a, one], [b, other]) => grave(one) - grave(other) || other.length - one.length || (a < b ? -1 : 1),
  );
}
