import { Button, Drawer, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import {
  type User,
  useChangeUser,
  useResetPassword,
  useSetGrants,
  useSignOutUser,
  useUnlock,
} from "../../api/admin";
import { formatDate } from "../../state/format";
import { GrantsEditor } from "./GrantsEditor";
import { Failure } from "./Part";
import { Secret } from "./Secret";
import { Standing } from "./UsersPart";

interface Props {
  user: User;
  onClose: () => void;
}

/** One account: its roles, and what an administrator does when somebody calls. */
export function UserDrawer({ user, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [grants, setGrants] = useState(user.grants);
  const save = useSetGrants();
  return (
    <Drawer open size={520} title={user.display_name} onClose={onClose}>
      <p className="code">{user.login}</p>
      <p className="hint">
        <Standing user={user} /> {t("admin.users.since", { day: formatDate(user.created_at, i18n.language) })}
      </p>
      <h3>{t("admin.users.grants")}</h3>
      <GrantsEditor value={grants} onChange={setGrants} />
      <Button
        type="primary"
        className="drawer-save"
        disabled={JSON.stringify(grants) === JSON.stringify(user.grants)}
        loading={save.isPending}
        onClick={() => save.mutate({ id: user.id, grants })}
      >
        {t("admin.users.saveGrants")}
      </Button>
      <Failure error={save.error} />
      <h3>{t("admin.users.access")}</h3>
      <Access user={user} />
    </Drawer>
  );
}

function Access({ user }: { user: User }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState<string | null>(null);
  const change = useChangeUser();
  const reset = useResetPassword();
  const unlock = useUnlock();
  const signOut = useSignOutUser();
  const renew = () => reset.mutate(user.id, { onSuccess: (made) => setPassword(made.password) });
  if (password !== null) {
    return (
      <Secret title={t("admin.users.newPassword")} secret={password} onClose={() => setPassword(null)} />
    );
  }
  const close = () => change.mutate({ id: user.id, active: !user.active });
  return (
    <>
      <div className="drawer-actions">
        <Ask question={t("admin.users.resetAsk")} onYes={renew}>
          <Button loading={reset.isPending}>{t("admin.users.reset")}</Button>
        </Ask>
        {user.locked_until !== null && (
          <Button loading={unlock.isPending} onClick={() => unlock.mutate(user.id)}>
            {t("admin.users.unlock")}
          </Button>
        )}
        <Button
          disabled={user.sessions === 0}
          loading={signOut.isPending}
          onClick={() => signOut.mutate(user.id)}
        >
          {t("admin.users.signOut", { count: user.sessions })}
        </Button>
        {user.active ? (
          <Ask question={t("admin.users.closeAsk")} onYes={close}>
            <Button danger loading={change.isPending}>
              {t("admin.users.close")}
            </Button>
          </Ask>
        ) : (
          <Button loading={change.isPending} onClick={close}>
            {t("admin.users.reopen")}
          </Button>
        )}
      </div>
      <Failure error={change.error ?? reset.error ?? unlock.error ?? signOut.error} />
    </>
  );
}

interface AskProps {
  question: string;
  onYes: () => void;
  children: React.ReactElement;
}

/** Ask before what cannot be taken back. */
export function Ask({ question, onYes, children }: AskProps) {
  const { t } = useTranslation();
  return (
    <Popconfirm title={question} okText={t("admin.yes")} cancelText={t("admin.leave")} onConfirm={onYes}>
      {children}
    </Popconfirm>
  );
}
