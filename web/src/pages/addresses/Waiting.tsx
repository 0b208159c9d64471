import { Button } from "antd";
import { useTranslation } from "react-i18next";

import type { useAddressQueue } from "../../api/addresses";
import { formatPercent } from "../../state/format";

interface Props {
  queue: ReturnType<typeof useAddressQueue>;
  /** Id of the address at work. */
  current: number | null;
  onChoose: (id: number) => void;
}

/** All that wait, as far as they are loaded; any of them can be taken up. */
export function Waiting({ queue, current, onChoose }: Props) {
  const { t, i18n } = useTranslation();
  const items = queue.data?.items ?? [];
  return (
    <>
      <ul className="waiting" aria-label={t("addresses.waiting")}>
        {items.map(({ id, text, cause, level, score }) => (
          <li key={id}>
            <button type="button" aria-pressed={id === current} onClick={() => onChoose(id)}>
              {text}
              <small>
                {t(`addresses.causes.${cause}`)}
                {level !== null &&
                  ` · ${t(`finder.level.${level}`)} ${formatPercent(score, i18n.language)}`}
              </small>
            </button>
          </li>
        ))}
      </ul>
      {queue.hasNextPage && (
        <Button loading={queue.isFetchingNextPage} onClick={() => void queue.fetchNextPage()}>
          {t("addresses.more")}
        </Button>
      )}
    </>
  );
}
