import { Button } from "antd";
import { useTranslation } from "react-i18next";

import type { News, Person } from "../../state/plan/live";

interface Props {
  people: readonly Person[];
  news: readonly News[];
  onForget: () => void;
}

/** Who else has the plan open, and what they did meanwhile. */
export function Following({ people, news, onForget }: Props) {
  const { t, i18n } = useTranslation();
  if (people.length === 0 && news.length === 0) return null;
  return (
    <section className="following" aria-label={t("review.following")}>
      {people.length > 0 && (
        <ul className="people" aria-label={t("review.here")}>
          {people.map(({ name, grid }) => (
            <li key={name} title={grid ?? ""}>
              <span className="avatar" aria-hidden="true">
                {[...name][0]}
              </span>
              {grid === null ? name : t("review.edits", { name, grid: grid.slice(-6) })}
            </li>
          ))}
        </ul>
      )}
      {news.length > 0 && (
        <div className="news">
          <ol>
            {news.map((one, i) => (
              <li key={`${one.revision}-${i}`}>
                <b>{one.actor}</b> {i18n.language === "en" ? one.sentence : one.sentence_zh}
              </li>
            ))}
          </ol>
          <Button size="small" type="text" onClick={onForget}>
            {t("review.seen")}
          </Button>
        </div>
      )}
    </section>
  );
}
