import "../styles/findings.css";

import { LOOKS, severityOf } from "../state/severity";

/** The mark of a severity, as it stands on the map. */
export function SeverityMark({ severity }: { severity: string }) {
  const { outline, sign, color } = LOOKS[severityOf(severity)];
  return (
    <svg className="severity-mark" viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
      <path d={outline} fill={color} />
      <path d={sign} fill="#ffffff" />
    </svg>
  );
}
