"""First passwords: for a new learner to write down, say aloud and type on any keyboard.

Makes words out of a secret and keeps nothing. What a password must be like is `accounts`'.
"""

from __future__ import annotations

# Short words that most people can spell, none of which sounds like another word of the list.
_EASY = """
able acorn acre actor album alley almond amber angle ankle anvil apple april apron arch arena arrow artist ash
atlas attic autumn avenue awake axle baby badge bagel bakery balcony balm bamboo banana band banjo bank barge barn
basil basket bath beach beacon beak beam bean beard beaver bed bell belt bench bicycle bike birch bird biscuit
blanket blossom blue board boat bonnet book boot bottle boulder bowl box bracket bramble branch bread breeze brick
bridge bright broom brother brown brush bubble bucket bud buffet builder bun bundle burger bush butter button
cabbage cabin cable cactus cake camel camera camp canal candle canoe canvas cap caravan card carpet carrot carton
castle cat cave cedar ceiling celery chair chalk cheese cherry chess chest chicken chimney chin chips chorus
cinema circle circus city clay clean clever clock cloth cloud clover coach coast coat cobweb coconut coffee coin
comb comet cook copper coral cork corner cotton cousin cow crab cradle crane crayon cream cricket crisp crown
crumb cube cup curtain cushion custard dad daisy dance dawn desk dice dinner dish diver dog doll dolphin dome
donkey door dove dragon drawer dream dress drum duck dust eager eagle early earth easel east egg eight elbow elder
elm ember emerald engine evening fabric family farm feather fern ferry fiddle field fig finger fire fish five flag
flask flood floor flute foam fog folder forest fork fountain fox frame freezer fresh friend frog frost fruit
garage garden garlic gate gentle giant giraffe glass globe glove glue goat gold good goose grape grass gravel green
grill guitar hall hammer hand harbour harp hat hazel heart hedge helmet hen hill hinge hive honey hood hook horn
hotel house ice igloo ink iron island ivory ivy jacket jam jar jelly jewel jigsaw jog joke judo juice jumper
jungle kettle king kiosk kitchen kite kitten koala lace ladder lake lamb lamp lane lantern lark laugh lavender
lawn leaf lemon lentil letter lettuce level library lilac lily lime linen lion lizard lobster log lorry lotus
lunch magnet mango map maple marble march market mask mat meadow melon melody metal milk mint mirror mitten
monday moon moss moth motor mountain mug museum music napkin neck needle nest net nine north notebook nurse nut oak
oats ocean olive omelette onion open orange orbit orchard organ otter oven owl oyster packet paddle page paint
palm pan panda paper parade parcel park parrot parsley path patio peach peanut pebble pelican pen pencil pepper
petal photo piano picnic pigeon pillow pilot pine pink pipe pirate pizza planet plank plant plaster plate plum
pocket poem pond pony popcorn poppy porch porridge poster potato powder pretty prince prize puddle pump puppet
purple purse puzzle quilt quiz rabbit radio raft rainbow raisin ranch ribbon rice ring river road robin rocket
roof rope rose rubber ruby rug ruler saddle salad salt sandal sandwich satin sauce saucer scarf school scooter
seal seed seven shed shelf shell shirt shoe shovel silk silver singer sister six skirt sky sleeve slipper smile
snail snow soap sock sofa song soup spade spark sparrow spider spoon spring square squirrel stable stamp star
station stick stone stool storm straw stream string suit summer sunday sunset supper swan swift table tablet tap
teacher teapot tent theatre thimble thistle thumb tiger timber toast toffee tomato torch towel tower town toy
tractor train tray tree trumpet tulip tunnel turkey turnip turtle twig twin umbrella uncle valley van vase velvet
village violet violin wagon wallet walnut water wheel whistle willow window winter wolf wooden wool yard yellow
yoghurt zebra zip
"""
WORDS = tuple(_EASY.split())
_WORDS = 4
_NUMBERS = 1000


def first_password(seed: bytes) -> str:
    """Four words and three digits, like `lamp-river-goose-table-407`: always the same for the same `seed`.

    `seed` is a secret of 16 random bytes or more, such as a hash gives. At least 46 bits of it are left.
    """
    drawn = int.from_bytes(seed, "big")
    parts = []
    for _ in range(_WORDS):
        drawn, place = divmod(drawn, len(WORDS))
        parts.append(WORDS[place])
    return "-".join((*parts, f"{drawn % _NUMBERS:03}"))
