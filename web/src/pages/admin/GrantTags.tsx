import { Tag } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { User } from "../../api/admin";
import { useAreas } from "../../api/plans";
import { useNetworks } from "../../api/queries";

/** Roles in words, each with the area and the network that it holds in. */
export function GrantTags({ user }: { user: User }) {
  const { t } = useTranslation();
  const names = useScopeNames();
  if (user.grants.length === 0) return <span className="hint">{t("admin.users.noGrants")}</span>;
  return (
    <span className="chips">
      {user.grants.map(({ role, area, network }) => (
        <Tag key={`${role} ${area} ${network}`}>
          {[
            t(`admin.roles.${role}`),
            area != null && names.areas.get(area),
            network != null && names.networks.get(network),
          ]
            .filter(Boolean)
            .join(" · ")}
        </Tag>
      ))}
    </span>
  );
}

/** Names of areas and networks, by code; a code that is not known stands for itself. */
export function useScopeNames() {
  const towns = useAreas("town").data;
  const communities = useAreas("community").data;
  const networks = useNetworks().data;
  return useMemo(
    () => ({
      areas: namesOf([...(towns ?? []), ...(communities ?? [])]),
      networks: namesOf(networks ?? []),
    }),
    [towns, communities, networks],
  );
}

const namesOf = (rows: readonly { code: string; name: string }[]) => {
  const names = new Map(rows.map(({ code, name }) => [code, name]));
  return { get: (code: string) => names.get(code) ?? code };
};
