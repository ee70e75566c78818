import { afterEach, expect, it, vi } from "vitest";
import { devicesOf, findDevices, NO_DEVICES } from "./devices";

const found = (kind: MediaDeviceKind, deviceId: string, label = deviceId) => ({
  kind,
  deviceId,
  label,
});

afterEach(() => vi.unstubAllGlobals());

it("lists microphones and loudspeakers, each once", () => {
  const devices = devicesOf([
    found("audioinput", "default", "Default - Desk"),
    found("audioinput", "communications"),
    found("audioinput", "a", "Desk"),
    found("audiooutput", "default"),
    found("audiooutput", "b", "Headphones"),
    found("videoinput", "c"),
  ]);
  expect(devices).toEqual({
    microphones: [{ id: "a", label: "Desk" }],
    speakers: [{ id: "b", label: "Headphones" }],
  });
});

it("lists nothing before the microphone was allowed: devices then have no ids", () => {
  expect(devicesOf([found("audioinput", ""), found("audiooutput", "")])).toEqual(NO_DEVICES);
});

it("lists nothing where the browser does not tell", async () => {
  vi.stubGlobal("navigator", {});
  expect(await findDevices()).toEqual(NO_DEVICES);
});
