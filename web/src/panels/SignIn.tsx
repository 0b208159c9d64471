import { useId } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../api/client";
import { useSignIn } from "../api/session";

interface Props {
  /** Why somebody is asked. */
  hint?: string;
  name?: string;
  onSignedIn?: () => void;
}

/** Asks for name and password where the server lets nobody read without. */
export function SignIn({ hint, name = "", onSignedIn }: Props) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const attempt = useSignIn(onSignedIn);
  const send = (form: FormData) =>
    attempt.mutate({
      name: String(form.get("name") ?? ""),
      password: String(form.get("password") ?? ""),
    });
  return (
    <div className="state">
      <form
        className="card state-card sign-in"
        onSubmit={(event) => {
          event.preventDefault();
          send(new FormData(event.currentTarget));
        }}
      >
        <h2>{t("state.signInTitle")}</h2>
        <p className="hint">{hint ?? t("state.signInHint")}</p>
        <label htmlFor={`${id}-name`}>{t("state.name")}</label>
        <input
          id={`${id}-name`}
          name="name"
          autoComplete="username"
          defaultValue={name}
          required
          maxLength={64}
        />
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
