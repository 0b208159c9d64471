import { useTranslation } from "react-i18next";

import { ApiError, reasonOf } from "../api/client";
import { useGridPeople } from "../api/people";

interface Props {
  network: string;
  code: string;
  asOf: string | null;
}

/** Who is posted to a grid and who covers it, with duty numbers; nothing for those who may not know. */
export function PeopleOfGrid({ network, code, asOf }: Props) {
  const { t, i18n } = useTranslation();
  const { data, error, fetchStatus } = useGridPeople(network, code, asOf);
  if (data === undefined && error === null && fetchStatus === "idle") return null;
  return (
    <section className="grid-people" aria-label={t("grid.people.title")}>
      <h3>{t("grid.people.title")}</h3>
      {data === undefined && error === null && <p className="hint">{t("state.loading")}</p>}
      {error !== null && (
        <p className="hint">
          {error instanceof ApiError && error.status === 403
            ? t("grid.people.elsewhere")
            : (reasonOf(error, i18n.language) ?? t("state.offline"))}
        </p>
      )}
      {data?.people.length === 0 && <p className="hint">{t("grid.people.none")}</p>}
      {data !== undefined && data.people.length + data.cover.length > 0 && (
        <ul>
          {data.people.map(({ worker, name, role, duty_phone: phone, away }) => (
            <li key={`${role} ${worker}`}>
              <span className="role">{t(`grid.people.roles.${role}`)}</span> {name}
              {away && <em>{t("grid.people.away")}</em>}
              {phone !== null && <a href={`tel:${phone}`}>{phone}</a>}
            </li>
          ))}
          {data.cover.map(({ grid, worker, name, away }) => (
            <li key={`cover ${worker}`}>
              <span className="role">{t("grid.people.cover")}</span> {name}
              {away && <em>{t("grid.people.away")}</em>}
              <span className="code">{grid}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
