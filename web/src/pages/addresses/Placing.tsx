import { Button } from "antd";
import { type Ref, useState } from "react";
import { useTranslation } from "react-i18next";

import { type Community, type QueuedAddress, type Spot, useAddressNear, useDismissAddress, usePlaceAddress } from "../../api/addresses";
import type { LocateAnswer } from "../../api/types";
import { formatCount, formatDistance } from "../../state/format";
import { Failure } from "../admin/Part";
import { Candidates } from "./Candidates";
import { Dismissing } from "./Dismissing";

interface Props {
  address: QueuedAddress;
  areas: readonly Community[];
  networkName: string | null;
  spot: Spot | null;
  located: { data: LocateAnswer | null | undefined; isPending: boolean } | null;
  confirm: Ref<HTMLButtonElement>;
  onPick: (spot: Spot) => void;
  onClear: () => void;
  onDone: (said: string) => void;
}

/** One address: what is known of it, where it may be, and the place that somebody gives it. */
export function Placing({ address, areas, networkName, spot, located, confirm, onPick, onClear, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const place = usePlaceAddress();
  const dismiss = useDismissAddress();
  const [dismissing, setDismissing] = useState(false);
  const count = (value: number) => formatCount(value, i18n.language);
  const stated = areas.find(({ code }) => code === address.stated_area_code);
  const household = address.subject.startsWith("household:") ? address.subject.slice(10) : null;
  const confirmed = () => {
    if (spot === null) return;
    place.mutate(
      { id: address.id, spot },
      {
        onSuccess: ({ placed, households }) =>
          onDone(t("addresses.placed", { placed: count(placed), households: count(households) })),
      },
    );
  };
  const dismissed = (reason: string) =>
    dismiss.mutate({ id: address.id, reason }, { onSuccess: () => onDone(t("addresses.dismissed")) });
  return (
    <section className="placing" aria-label={t("addresses.current")}>
      <h2>{address.text}</h2>
      <p className="hint">
        {t(`addresses.causes.${address.cause}`)}
        {household !== null && ` · ${t("addresses.household", { code: household })}`}
        {stated !== undefined && ` · ${t("addresses.stated", { name: stated.name })}`}
      </p>
      <Candidates address={address} spot={spot} onPick={onPick} />
      {spot !== null && <Preview {...{ spot, located, stated, networkName }} />}
      {address.alike > 1 && <p className="hint">{t("addresses.alike", { number: count(address.alike) })}</p>}
      <Failure error={place.error ?? dismiss.error} />
      {dismissing ? (
        <Dismissing busy={dismiss.isPending} onDismiss={dismissed} onLeave={() => setDismissing(false)} />
      ) : (
        <div className="placing-ways">
          <Button ref={confirm} type="primary" disabled={spot === null} loading={place.isPending} onClick={confirmed}>
            {t("addresses.confirm")}
          </Button>
          {spot !== null && <Button onClick={onClear}>{t("addresses.clear")}</Button>}
          <Button onClick={() => setDismissing(true)}>{t("addresses.dismiss")}</Button>
        </div>
      )}
    </section>
  );
}

interface PreviewProps {
  spot: Spot;
  located: Props["located"];
  stated: Community | undefined;
  networkName: string | null;
}

/** What the place means before anything is written: grid, community, the nearest known address. */
function Preview({ spot, located, stated, networkName }: PreviewProps) {
  const { t, i18n } = useTranslation();
  const near = useAddressNear(spot);
  const answer = located?.data ?? null;
  const community = answer?.areas.at(-1);
  const elsewhere = stated !== undefined && answer !== null && community?.code !== stated.code;
  return (
    <dl className="spot" aria-live="polite">
      <dt>{t("addresses.at")}</dt>
      <dd>{`${spot.lon.toFixed(6)}, ${spot.lat.toFixed(6)}`}</dd>
      {networkName !== null && (
        <>
          <dt>{t("addresses.grid", { network: networkName })}</dt>
          <dd data-warn={answer !== null && answer.grid === null}>
            {answer === null
              ? t("state.loading")
              : answer.grid === null
                ? t("addresses.noGrid")
                : `${answer.grid.name}（${answer.grid.code}）`}
          </dd>
        </>
      )}
      {near.data != null && (
        <>
          <dt>{t("addresses.near")}</dt>
          <dd>{`${near.data.address} · ${formatDistance(near.data.distance_m, i18n.language)}`}</dd>
        </>
      )}
      {elsewhere && (
        <dd className="elsewhere" data-warn>
          {t("addresses.elsewhere", { stated: stated.name, found: community?.name ?? t("addresses.nowhere") })}
        </dd>
      )}
    </dl>
  );
}
