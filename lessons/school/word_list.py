"""The 256 words that word-codes are made of: short, plain, easy to say and to spell, none like another on a card."""

_WORDS = (
    "acorn almond amber anchor anvil apple apron arrow aspen atlas autumn badger bagel baker bamboo "
    "banana barley barn basil basket beach beacon bean bear beaver beetle bell bench berry birch biscuit "
    "bison blanket boat bonnet bottle bridge brook broom bubble bucket butter button cabin cactus camel "
    "camera candle canoe canyon carpet carrot castle cedar cello cherry chess chestnut clay cliff clock "
    "cloud clover coast cocoa comet compass copper coral corner cotton crane crayon cricket crystal cup "
    "daisy dance deer desert desk dolphin donkey door dragon drum eagle earth echo elm engine falcon "
    "feather fence fern ferry fiddle field finch flag flame flute forest fossil fountain fox garden "
    "ginger glacier glove goat gold goose grape grass gravel guitar gull hammer harbor harvest hazel "
    "hedge helmet heron hill honey horse house igloo inkwell island ivory ivy jacket jasmine jelly jungle "
    "kayak kettle kite kitten ladder lagoon lake lamp lantern lark lava leaf lemon library lily lizard "
    "llama lobster locket lotus magnet mango maple marble market meadow melody melon mill mint mirror "
    "mitten moon moss mountain museum napkin nectar needle nest nickel night noodle north nutmeg oak "
    "oasis oat ocean olive onion opal orange orbit orchard otter owl oyster paddle palace panda paper "
    "parrot pasta peach peanut pearl pebble pencil penguin pepper piano picnic pigeon pillow pine planet "
    "plum pocket pond poppy potato prairie puffin pumpkin puzzle quartz quilt rabbit radish rain raven "
    "ribbon rice river robin rocket rope saddle salmon silver spoon star sugar sun swan tiger tower train "
    "tulip turtle violin walnut whale willow window winter zebra "
)
WORDS = tuple(_WORDS.split())
