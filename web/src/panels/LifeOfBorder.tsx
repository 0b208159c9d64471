import { useState } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../api/client";
import { type BorderWanted, useBorderHistory, useMayReadLives } from "../api/lives";
import { formatDate, formatDistance } from "../state/format";
import { Reasons } from "./Reasons";

interface Props {
  network: string;
  /** Two neighbouring grids, or a place on the border. */
  border: BorderWanted;
}

/** Who moved a published border, when and why; asked for only when somebody opens it. */
export function LifeOfBorder({ network, border }: Props) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  if (!useMayReadLives()) return null;
  return (
    <section className="grid-life" aria-label={t("grid.border_life.title")}>
      <button type="button" aria-expanded={shown} onClick={() => setShown(!shown)}>
        {t("grid.border_life.title")}
      </button>
      {shown && <Changes network={network} border={border} />}
    </section>
  );
}

function Changes({ network, border }: Props) {
  const { t, i18n } = useTranslation();
  const { data, error } = useBorderHistory(network, border);
  if (error !== null) return <p className="hint">{reasonOf(error, i18n.language) ?? t("state.offline")}</p>;
  if (data === undefined) return <p className="hint">{t("state.loading")}</p>;
  return (
    <>
      <p className="code">{data.grids.join(" | ")}</p>
      <ol reversed>
        {[...data.changes].reverse().map((change) => (
          <li key={change.version}>
            <b>{t("grid.versionOnly", { version: change.version })}</b>{" "}
            {t("grid.border_life.moved", { length: formatDistance(change.moved_m, i18n.language) })}
            <small>
              {formatDate(change.valid_from, i18n.language)} · {change.published_by}
              {change.plan_name !== null && ` · ${change.plan_name}`}
            </small>
            <Reasons of={[...change.operations, ...change.review]} />
          </li>
        ))}
      </ol>
    </>
  );
}
