import { startServers } from "./server";

/** One town for all files that know it by heart: to build it takes longer than most of them. */
export default async function setup(): Promise<() => Promise<void>> {
  const servers = await startServers();
  process.env["GRIDGEO_SERVERS"] = JSON.stringify(servers);
  return async () => {
    delete process.env["GRIDGEO_SERVERS"];
    await servers.stop();
  };
}
