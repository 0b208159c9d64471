import { Button, Input, Select } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";

import { type Role, type User, useUsers } from "../../api/admin";
import { formatMoment } from "../../state/format";
import { GrantTags } from "./GrantTags";
import { Mark } from "./Mark";
import { List, Part } from "./Part";
import { UserDrawer } from "./UserDrawer";
import { UserForm } from "./UserForm";

export const ROLES: Role[] = ["administrator", "planner", "reviewer", "leader", "worker", "integrator"];

/** Accounts of people, with their roles and where these hold. */
export default function UsersPart() {
  const { t, i18n } = useTranslation();
  const [role, setRole] = useState<Role | null>(null);
  const [search, setSearch] = useState("");
  const [opened, setOpened] = useState<number | null>(null);
  const [making, setMaking] = useState(false);
  const users = useUsers(role, useDeferredValue(search));
  const user = users.data?.find(({ id }) => id === opened) ?? null;
  return (
    <Part
      title={t("admin.sections.users")}
      hint={t("admin.users.hint")}
      actions={
        <Button type="primary" onClick={() => setMaking(true)}>
          {t("admin.users.make")}
        </Button>
      }
    >
      <div className="filters">
        <Input
          allowClear
          aria-label={t("admin.users.search")}
          placeholder={t("admin.users.search")}
          value={search}
          maxLength={64}
          onChange={({ target }) => setSearch(target.value.trim())}
        />
        <Select
          aria-label={t("admin.users.role")}
          allowClear
          placeholder={t("admin.users.allRoles")}
          options={ROLES.map((value) => ({ value, label: t(`admin.roles.${value}`) }))}
          onChange={(value: Role | undefined) => setRole(value ?? null)}
        />
      </div>
      <List<User>
        rowKey="id"
        query={users}
        empty={t("admin.users.none")}
        columns={[
          {
            title: t("admin.users.login"),
            key: "login",
            render: (_, one) => (
              <button type="button" className="linklike" onClick={() => setOpened(one.id)}>
                {one.login}
              </button>
            ),
          },
          { title: t("admin.users.name"), dataIndex: "display_name" },
          { title: t("admin.users.grants"), key: "grants", render: (_, one) => <GrantTags user={one} /> },
          { title: t("admin.users.state"), key: "state", render: (_, one) => <Standing user={one} /> },
          {
            title: t("admin.users.lastSignIn"),
            key: "last",
            render: (_, one) =>
              one.last_sign_in_at === null
                ? t("admin.users.never")
                : formatMoment(one.last_sign_in_at, i18n.language),
          },
        ]}
      />
      {making && <UserForm onClose={() => setMaking(false)} />}
      {user !== null && <UserDrawer user={user} onClose={() => setOpened(null)} />}
    </Part>
  );
}

/** Closed, resting after wrong passwords, waiting for a password of its own, or open. */
export function Standing({ user }: { user: User }) {
  const { t } = useTranslation();
  if (!user.active) return <Mark tone="plain">{t("admin.users.closed")}</Mark>;
  if (user.locked_until !== null && Date.parse(user.locked_until) > Date.now()) {
    return <Mark tone="bad">{t("admin.users.locked")}</Mark>;
  }
  if (user.must_change_password) return <Mark tone="warn">{t("admin.users.mustChange")}</Mark>;
  return <Mark tone="good">{t("admin.users.open")}</Mark>;
}
