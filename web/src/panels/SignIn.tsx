import { useMutation } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { ApiError, signIn } from "../api/client";

/** Asks for name and password where the server lets nobody read without. */
export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const attempt = useMutation({
    mutationFn: (form: FormData) =>
      signIn(String(form.get("name") ?? ""), String(form.get("password") ?? "")),
    onSuccess: onSignedIn,
  });
  return (
    <div className="state">
      <form
        className="card state-card sign-in"
        onSubmit={(event) => {
          event.preventDefault();
          attempt.mutate(new FormData(event.currentTarget));
        }}
      >
        <h2>{t("state.signInTitle")}</h2>
        <p className="hint">{t("state.signInHint")}</p>
        <label htmlFor={`${id}-name`}>{t("state.name")}</label>
        <input id={`${id}-name`} name="name" autoComplete="username" required maxLength={64} />
        <label htmlFor={`${id}-password`}>{t("state.password")}</label>
        <input
          id={`${id}-password`}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={256}
        />
        {attempt.error !== null && (
          <p className="form-error" role="alert">
            {reasonOf(attempt.error, i18n.language) ?? t("state.offline")}
          </p>
        )}
        <button type="submit" className="action" disabled={attempt.isPending}>
          {attempt.isPending ? t("state.signingIn") : t("state.signIn")}
        </button>
      </form>
    </div>
  );
}

function reasonOf(error: Error, language: string): string | undefined {
  const problem = error instanceof ApiError ? error.problem : null;
  return language === "en" ? problem?.detail : problem?.title_zh;
}
