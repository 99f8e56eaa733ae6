"""Two words and a number, by which a learner comes back: easy to say, to copy from a card, and hard to guess."""

import secrets

from lessons.text import comparable, normalise

_FIRST = """
able acorn agile alpine amber ample apple apron arctic arrow ash aspen autumn azure bagel baker balmy bamboo
barley basil basket beach berry birch blaze bloom blue bold bonny border boulder brass brave breeze brick bridge
bright brisk bronze brook brush bubble bucket butter button cabin cactus calm camel candle canvas carbon carrot
castle cedar cellar chalk cheery cherry chess chilly cider cinder citrus clay clear clever cliff cloud clover
cobalt cocoa comet coral cosmic cotton cozy crayon cream creek crisp crystal curly daily dainty daisy dancing
dapper dawn deep delta denim desert dew diamond dotted dove drift dusky eager early earthy east echo elm ember
emerald even fable fancy feather fern festive field fiery fig flint floral foggy forest fresh friendly frost
frozen fuzzy garden garnet gentle giant ginger glad glass gleam glossy golden grand granite grape grassy green
gusty happy harbor hardy hazel hearty hidden hill honey humble ice icy indigo inky iris iron island ivory ivy
jade jasmine jolly jovial juniper kelp kind kite lacy lake lapis lark laurel lava leafy lemon lilac lime linen
little lively lofty lotus loyal lucky lunar lush magic mango maple marble marsh meadow mellow melon merry mild
mint misty modest moon mossy mountain navy neat nectar new night nimble noble north nutty oak oaken oat ocean
olive onyx opal orange orchid oval paper peach pearl pebble pepper pine pink plain plum polar poppy prairie
proud purple quartz quick quiet quilt rainy rapid raven ready red reed ripe river rocky rose rosy round royal
ruby rustic saffron sandy
"""
_SECOND = """
adder albatross alpaca ant antelope badger bat beagle bear beaver bee beetle bison bluebird boar bobcat buck
buffalo bug bull bunny bustard butterfly buzzard calf canary carp cat catfish chick chicken chipmunk cicada clam
cobra cod collie condor corgi cougar coyote crab crane cricket crow cub curlew deer dingo dog dolphin donkey
dormouse dragonfly drake duck dunlin eagle eel egret elk emu ermine falcon fawn ferret finch firefly fish flamingo
flounder fly foal fox frog gander gannet gazelle gecko gerbil gibbon giraffe gnat gnu goat goose gopher goshawk
grebe grouse gull guppy haddock hake halibut hamster hare hawk hedgehog hen heron herring hippo hornet horse hound
husky ibex ibis iguana impala jackal jackdaw jaguar jay jellyfish kestrel kid kingfisher kitten kiwi koala krill
lamb lapwing lemming lemur leopard limpet linnet lion lizard llama lobster locust loon lynx macaw mackerel magpie
mallard mammoth manatee mantis mare marlin marmot marten mastiff meerkat merlin mink minnow mole mongoose moose
moth mouse mule mussel narwhal newt numbat ocelot octopus okapi opossum orca oriole osprey ostrich otter owl ox
oyster panda panther parrot partridge peacock pelican penguin perch petrel pheasant pigeon piglet pike plover pony
poodle porcupine porpoise puffin puma puppy python quail quokka rabbit raccoon ram ray redstart reindeer rhino
robin rook rooster salmon sardine seal shark sheep shrimp skate skylark sloth snail sole spaniel sparrow spider
squid squirrel stag starling stoat stork swallow swan swift tapir tern terrier tiger toad tortoise toucan trout
tuna turkey turtle vole walrus warbler wasp weasel whale whippet wolf wombat woodpecker wren yak zebra
"""
_BETWEEN = str.maketrans("-,.", "   ")
COUNT = 256
"""Words of each list."""


def words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The first words and the second ones, 256 of each."""
    return tuple(_FIRST.split()), tuple(_SECOND.split())


def new_code() -> str:
    """Such as ``plum-otter-47``: 256 x 256 x 90 equally likely ones."""
    first, second = words()
    return f"{secrets.choice(first)}-{secrets.choice(second)}-{10 + secrets.randbelow(90)}"


def plain_code(typed: str) -> str:
    """The code that somebody typed, in whatever case, with whatever stands between the words."""
    return "-".join(comparable(normalise(typed[:200])).translate(_BETWEEN).split())


def same_code(typed: str, code: str) -> bool:
    """Whether somebody typed this code."""
    return secrets.compare_digest(plain_code(typed).encode(), code.encode())
