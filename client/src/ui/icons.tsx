/** A mark beside words; it says nothing that they do not. */
function Icon({ path }: { path: string }) {
  return (
    <svg
      aria-hidden="true"
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={path} />
    </svg>
  );
}

const MICROPHONE =
  "M10 2.5a2.5 2.5 0 0 1 2.5 2.5v4.5a2.5 2.5 0 0 1-5 0V5A2.5 2.5 0 0 1 10 2.5ZM4.75 9.5a5.25 5.25 0 0 0 10.5 0M10 14.75v2.75";

export const MicrophoneIcon = () => <Icon path={MICROPHONE} />;
export const MicrophoneOffIcon = () => <Icon path={`${MICROPHONE}M3.5 3.5l13 13`} />;
export const SendIcon = () => <Icon path="M10 16.5v-13M4.5 9 10 3.5 15.5 9" />;
export const StopIcon = () => <Icon path="M6 6h8v8H6Z" />;
export const InviteIcon = () => (
  <Icon path="M8 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 16.5a5.5 5.5 0 0 1 11 0M15.5 6v5M13 8.5h5" />
);
export const CloseIcon = () => <Icon path="M5 5l10 10M15 5 5 15" />;
export const ChevronIcon = () => <Icon path="M6 8.5l4 4 4-4" />;
