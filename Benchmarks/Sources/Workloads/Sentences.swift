import HUSE

/// Texts to embed.
public enum Sentences {
  /// A short query.
  public static let short = "thin-crust pizza with basil"

  /// Seeded sentences of 5 to 60 words about food, as long as the steps of recipes.
  public static func recipes(count: Int) -> [String] {
    var generator = SplitMix64(seed: 9)
    return (0..<count).map { _ in
      let length = 5 + generator.nextInteger(below: 56)
      let words = (0..<length).map { _ in
        vocabulary[generator.nextInteger(below: vocabulary.count)]
      }
      return words.joined(separator: " ") + "."
    }
  }

  private static let vocabulary = """
    add apple bake baking basil beans beat beef blend boil bowl bread broth brown butter cake \
    carrot celery cheese chicken chili chocolate chop chopped cilantro cinnamon clove coat \
    combine cook cool corn cover cream crisp crumbs cucumber cumin cup curry dice dough drain \
    dressing drizzle egg eggplant fish flour fold fork fresh fry garlic ginger golden grate \
    gravy grill ham heat herbs honey hot juice kale knead lamb layer leaves lemon lettuce lime \
    marinate mash meat medium melt milk mince minutes mint mix mushroom mustard noodles nutmeg \
    oats oil olive onion orange oregano oven pan paprika parsley pasta pastry peach peanut pear \
    peas peel pepper pie pinch pizza plate pork pot potato pour powder preheat pumpkin raisins \
    rice ricotta rinse roast rosemary saffron salad salmon salt sauce sausage saute season serve \
    sesame shrimp sift simmer skillet slice soup sour soy spice spinach spoon sprinkle squash \
    steak steam stir stock strawberry sugar sweet syrup tablespoon teaspoon thick thin thyme \
    toast tofu tomato toss tuna turkey until vanilla vinegar walnut warm water whisk wine yeast \
    yogurt zest zucchini and the with of in for a until well
    """.split(separator: " ").map(String.init)
}
