/** Accounts of the board beside its operator, as `assent board account` has printed them. */
export const ACCOUNTS = {
  anna: {
    password: "anna-Qm3v8Xz1",
    entry: "anna:auditor:scrypt.17.8.1.e3YcVqi__8SnbQ2DROsLkg._vj0GqOJpU3Oj07_VKQkOmaAzZz_z-i-uKQYs2LxVMg",
  },
  bert: {
    password: "bert-Qm3v8Xz1",
    entry: "bert:viewer:scrypt.17.8.1.eHXmjmuLl28TPcuVp2aFVg.CuRXrSypCj4kFCAlFX1XfNfnCTszVONyok2oVRLAz48",
  },
};
