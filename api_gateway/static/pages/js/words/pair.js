export default {
  ko: {
    title: "팔자 · 두 사람의 궁합",
    heading: "두 사람의 궁합을 봅니다",
    lead: "두 사람의 명식을 나란히 놓고, 글자와 글자 사이의 합과 충을 그립니다.",
    submit: "궁합 보기",
    one: "나",
    other: "상대",
    between: "두 명식 사이",
    score_title: "궁합 점수",
  },
  en: {
    title: "Palja · the compatibility of two people",
    heading: "How two people go together",
    lead: "Two charts side by side, with the combinations and clashes drawn between their signs.",
    submit: "Show both charts",
    one: "Me",
    other: "The other",
    between: "Between the two charts",
    score_title: "Score",
  },
};
