// The WebRTC transport imports Daily's SDK at its top, for a media manager that this page replaces
// with its own. The real SDK fetches code from the internet as soon as it is used.
export default {};
