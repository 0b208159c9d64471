import { useTranslation } from "react-i18next";

import { ApiError, reasonOf } from "../api/client";
import { SignIn } from "./SignIn";

interface Props {
  title: string;
  hint?: string;
  busy?: boolean;
  /** Read out at once: something went wrong. */
  alert?: boolean;
  action?: { label: string; onClick: () => void };
}

/** One state of the whole page, in its middle: loading, nothing there, an error. */
export function StateCard({ title, hint, busy = false, alert = false, action }: Props) {
  return (
    <div className="state" role={alert ? "alert" : "status"}>
      <div className="card state-card">
        {busy && <span className="spinner" aria-hidden="true" />}
        <h2>{title}</h2>
        {hint !== undefined && <p className="hint">{hint}</p>}
        {action !== undefined && (
          <button type="button" className="action" onClick={action.onClick}>
            {action.label}
          </button>
        )}
      </div>
    </div>
  );
}

/** What went wrong with a whole page, and the way on. */
export function Fault({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  const { t, i18n } = useTranslation();
  if (error === null) return null;
  if (error instanceof ApiError && error.status === 401) return <SignIn onSignedIn={onRetry} />;
  const offline = error instanceof ApiError && error.offline;
  return (
    <StateCard
      alert
      title={offline ? t("state.offline") : t("state.failed")}
      hint={offline ? t("state.offlineHint") : (reasonOf(error, i18n.language) ?? error.message)}
      action={{ label: t("state.retry"), onClick: onRetry }}
    />
  );
}

/** A passing word at the map's edge. */
export const Notice = ({ text }: { text: string }) => (
  <p className="notice" role="status">
    {text}
  </p>
);
