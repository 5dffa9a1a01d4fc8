export { duration, timeLeft } from "../story";
