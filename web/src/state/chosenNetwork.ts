import type { Network } from "../api/types";

/** The network that the address names; else the one published last, the first of equals. */
export function chosenNetwork(networks: Network[] | undefined, code: string | null): Network | null {
  const named = networks?.find((network) => network.code === code);
  if (named !== undefined) return named;
  const since = (network: Network | null) => network?.valid_from ?? "";
  return (networks ?? []).reduce<Network | null>(
    (best, network) => (best === null || since(network) > since(best) ? network : best),
    null,
  );
}
