import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useSession } from "../api/session";
import { SignIn } from "../panels/SignIn";
import { Fault, StateCard } from "../panels/StateCard";

/** What only people with one of some roles see; others are asked to sign in, or told why not. */
export function RequireSession({ roles, children }: { roles: readonly string[]; children: ReactNode }) {
  const { t } = useTranslation();
  const session = useSession();
  if (session.isError) {
    return <Fault error={session.error} onRetry={() => void session.refetch()} />;
  }
  if (session.data === undefined) return <StateCard busy title={t("state.loading")} />;
  if (session.data === null) return <SignIn hint={t("state.staffHint")} />;
  if (!session.data.roles.some((role) => roles.includes(role))) {
    return <StateCard title={t("state.notYours")} hint={t("state.notYoursHint")} />;
  }
  return children;
}
