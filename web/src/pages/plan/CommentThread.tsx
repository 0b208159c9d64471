import { Alert, Button, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../../api/client";
import { type Comment, useRemark } from "../../api/review";
import { Said } from "./ReviewPanel";

interface Props {
  planId: number;
  comment: Comment;
  /** Its pin was pressed: it comes into sight. */
  chosen: boolean;
  onLook: () => void;
}

/** One thread: what was said, the answers, and whether it is settled. */
export function CommentThread({ planId, comment, chosen, onLook }: Props) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState("");
  const remark = useRemark(planId);
  const thread = comment.number;
  const where = comment.grid ?? (comment.place === null ? null : t("review.onMap"));
  const said = comment.replies.filter(({ kind }) => kind === "reply");
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!chosen || item.current === null) return;
    const folded = item.current.closest("details");
    if (folded !== null) folded.open = true;
    item.current.focus();
  }, [chosen]);
  return (
    <li className="thread" ref={item} tabIndex={-1} data-chosen={chosen}>
      <p className="thread-head">
        <span className="comment-pin" aria-hidden="true">
          {thread}
        </span>
        <Said actor={comment.actor} at={comment.at} />
        {where !== null && (
          <Button size="small" type="link" onClick={onLook}>
            {where}
          </Button>
        )}
      </p>
      <p className="said">{comment.text}</p>
      {said.map((reply) => (
        <div key={reply.number} className="reply">
          <Said actor={reply.actor} at={reply.at} />
          <p className="said">{reply.text}</p>
        </div>
      ))}
      <div className="with-button">
        <Input
          size="small"
          aria-label={t("review.answer")}
          placeholder={t("review.answer")}
          value={text}
          maxLength={2000}
          onChange={(event) => setText(event.target.value)}
        />
        <Button
          size="small"
          disabled={text.trim() === ""}
          loading={remark.isPending}
          onClick={() => remark.mutate({ verb: "reply", thread, text: text.trim() }, { onSuccess: () => setText("") })}
        >
          {t("review.reply")}
        </Button>
        <Button size="small" onClick={() => remark.mutate({ verb: comment.resolved ? "unresolve" : "resolve", thread })}>
          {t(comment.resolved ? "review.unresolve" : "review.resolve")}
        </Button>
      </div>
      {comment.resolved && comment.resolved_by !== null && (
        <p className="hint">{t("review.settledBy", { name: comment.resolved_by })}</p>
      )}
      {remark.error !== null && (
        <Alert type="error" role="alert" title={reasonOf(remark.error, i18n.language) ?? t("state.offline")} />
      )}
    </li>
  );
}
