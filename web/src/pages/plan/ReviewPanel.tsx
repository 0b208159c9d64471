import { Alert, Button, Input, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../../api/client";
import { type Comment, useComments, useRemark } from "../../api/review";
import { formatMoment } from "../../state/format";
import type { Position } from "../../state/plan/ground";
import { CommentThread } from "./CommentThread";
import type { Planning } from "./usePlanning";

export type About = "plan" | "grid" | "place";

/** Where the next comment goes, while somebody points it out on the map. */
export interface Pointing {
  about: About;
  place: Position | null;
  set: (about: About, place: Position | null) => void;
  /** The middle of the map: what the keyboard points at. */
  middle: () => Position | null;
}

interface Props {
  planId: number;
  planning: Planning;
  pointing: Pointing;
  /** The thread whose pin was pressed. */
  thread: number | null;
  onLook: (comment: Comment) => void;
}

/** What people say about the plan: on the whole, on a grid, or at a place of the map. */
export function ReviewPanel({ planId, planning, pointing, thread, onLook }: Props) {
  const { t, i18n } = useTranslation();
  const comments = useComments(planId);
  const all = comments.data ?? [];
  const [open, settled] = [all.filter((one) => !one.resolved), all.filter((one) => one.resolved)];
  const threads = (list: readonly Comment[]) => (
    <ol className="threads">
      {list.map((comment) => (
        <CommentThread
          key={comment.number}
          planId={planId}
          comment={comment}
          chosen={comment.number === thread}
          onLook={() => onLook(comment)}
        />
      ))}
    </ol>
  );
  return (
    <div className="review">
      <NewComment planId={planId} planning={planning} pointing={pointing} />
      {comments.error !== null && (
        <Alert type="error" role="alert" title={reasonOf(comments.error, i18n.language) ?? t("state.offline")} />
      )}
      {comments.isPending && <p className="hint">{t("state.loading")}</p>}
      {comments.isSuccess && all.length === 0 && <p className="hint">{t("review.none")}</p>}
      {threads(open)}
      {settled.length > 0 && (
        <details>
          <summary>{t("review.settled", { count: settled.length })}</summary>
          {threads(settled)}
        </details>
      )}
    </div>
  );
}

function NewComment({ planId, planning, pointing }: Omit<Props, "onLook" | "thread">) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState("");
  const remark = useRemark(planId);
  const grid = planning.ground?.grids.get(planning.tool.grid ?? NaN)?.code ?? null;
  const { about, place, set, middle } = pointing;
  const missing = (about === "grid" && grid === null) || (about === "place" && place === null);
  const send = () => {
    const where = about === "place" && place !== null ? ([place[0], place[1]] as [number, number]) : null;
    remark.mutate(
      { verb: "begin", text: text.trim(), grid: about === "grid" ? grid : null, place: where },
      {
        onSuccess: () => {
          setText("");
          set("plan", null);
        },
      },
    );
  };
  return (
    <section className="new-comment" aria-label={t("review.new")}>
      <Segmented
        size="small"
        block
        aria-label={t("review.about")}
        value={about}
        options={(["plan", "grid", "place"] as const).map((value) => ({ value, label: t(`review.on.${value}`) }))}
        onChange={(value) => set(value, null)}
      />
      {about === "grid" && <p className="hint">{grid ?? t("plan.pickHint")}</p>}
      {about === "place" && (
        <p className="hint with-button">
          <span>{place === null ? t("review.point") : `${place[0].toFixed(5)}°, ${place[1].toFixed(5)}°`}</span>
          <Button size="small" onClick={() => set("place", middle())}>
            {t("review.middle")}
          </Button>
        </p>
      )}
      <Input.TextArea
        aria-label={t("review.text")}
        placeholder={t("review.text")}
        value={text}
        maxLength={2000}
        autoSize={{ minRows: 2, maxRows: 6 }}
        onChange={(event) => setText(event.target.value)}
      />
      <Button disabled={text.trim() === "" || missing} loading={remark.isPending} onClick={send}>
        {t("review.send")}
      </Button>
      {remark.error !== null && (
        <Alert type="error" role="alert" title={reasonOf(remark.error, i18n.language) ?? t("state.offline")} />
      )}
    </section>
  );
}

/** Who said it and when. */
export const Said = ({ actor, at }: { actor: string; at: string }) => {
  const { i18n } = useTranslation();
  return (
    <small>
      {actor} · {formatMoment(at, i18n.language)}
    </small>
  );
};
