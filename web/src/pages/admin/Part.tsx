import { Alert, Button, type TableProps } from "antd";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../../api/client";
import { WideTable } from "../../panels/WideTable";

interface PartProps {
  title: string;
  hint: string;
  actions?: React.ReactNode;
  children: React.ReactNode;
}

/** A part of the administration: what it is, what one can do, its content. */
export const Part = ({ title, hint, actions, children }: PartProps) => (
  <section>
    <div className="sheet-head">
      <h1>{title}</h1>
      {actions}
    </div>
    <p className="hint part-hint">{hint}</p>
    {children}
  </section>
);

interface Listed<T> {
  data: T[] | undefined;
  error: Error | null;
  isPending: boolean;
  refetch: () => Promise<unknown>;
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => Promise<unknown>;
}

interface ListProps<T> extends Omit<TableProps<T>, "dataSource" | "loading" | "pagination" | "title"> {
  query: Listed<T>;
  empty: string;
}

/** A list of the server's: loading, empty, failed, and the way to what comes after it. */
export function List<T extends object>({ query, empty, ...table }: ListProps<T>) {
  const { t } = useTranslation();
  if (query.error !== null) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      <WideTable<T>
        size="middle"
        {...table}
        loading={query.isPending}
        dataSource={query.data ?? []}
        pagination={false}
        locale={{ emptyText: <div className="empty">{query.isPending ? "" : empty}</div> }}
      />
      {query.hasNextPage === true && (
        <Button
          className="more"
          loading={query.isFetchingNextPage ?? false}
          onClick={() => void query.fetchNextPage?.()}
        >
          {t("admin.more")}
        </Button>
      )}
    </>
  );
}

/** What went wrong in a part of a page, and the way on. */
export function Failure({ error, onRetry }: { error: Error | null; onRetry?: () => void }) {
  const { t, i18n } = useTranslation();
  if (error === null) return null;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="form-alert"
      title={reasonOf(error, i18n.language) ?? t("state.offline")}
      action={onRetry && <Button onClick={onRetry}>{t("state.retry")}</Button>}
    />
  );
}
