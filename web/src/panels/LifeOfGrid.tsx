import { useState } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../api/client";
import { type LifeVersion, useLife, useMayReadLives } from "../api/lives";
import { formatDate } from "../state/format";
import { Reasons } from "./Reasons";

interface Props {
  network: string;
  code: string;
}

/** What became of a grid, version by version; asked for only when somebody opens it. */
export function LifeOfGrid({ network, code }: Props) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  if (!useMayReadLives()) return null;
  return (
    <section className="grid-life" aria-label={t("grid.life.title")}>
      <button type="button" aria-expanded={shown} onClick={() => setShown(!shown)}>
        {t("grid.life.title")}
      </button>
      {shown && <Life network={network} code={code} />}
    </section>
  );
}

function Life({ network, code }: Props) {
  const { t, i18n } = useTranslation();
  const { data, error } = useLife(network, code);
  if (error !== null) return <p className="hint">{reasonOf(error, i18n.language) ?? t("state.offline")}</p>;
  if (data === undefined) return <p className="hint">{t("state.loading")}</p>;
  const codes = (relatives: readonly { code: string }[]) => relatives.map((one) => one.code).join(" · ");
  return (
    <>
      <ol reversed>
        {[...data.versions].reverse().map((version) => (
          <li key={version.opened_in}>
            <Version version={version} />
          </li>
        ))}
      </ol>
      {data.parents.length > 0 && <p className="hint">{t("grid.life.parents", { codes: codes(data.parents) })}</p>}
      {data.children.length > 0 && <p className="hint">{t("grid.life.children", { codes: codes(data.children) })}</p>}
    </>
  );
}

function Version({ version }: { version: LifeVersion }) {
  const { t, i18n } = useTranslation();
  const { opened_in, valid_from, valid_to, published_by, changed, operations, review } = version;
  const what = changed.map((one) => t(`grid.life.changed.${one}`, one)).join(" · ");
  return (
    <>
      <b>{t("grid.versionOnly", { version: opened_in })}</b> {what}
      <small>
        {formatDate(valid_from, i18n.language)}
        {valid_to !== null && ` – ${formatDate(valid_to, i18n.language)}`} · {published_by}
      </small>
      <Reasons of={[...operations, ...review]} />
    </>
  );
}
