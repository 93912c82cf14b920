"""The fourteen timm architectures in the table of real exports, and the images' side they take."""

ARCHITECTURES = {
    "resnet10t": 64,
    "resnet18": 64,
    "mobilenetv2_035": 64,
    "mobilenetv3_small_050": 64,
    "efficientnet_lite0": 64,
    "regnetx_002": 64,
    "ghostnet_050": 64,
    "densenet121": 64,
    "convnext_atto": 64,
    "lcnet_035": 64,
    "mnasnet_small": 64,
    "repvgg_a0": 64,
    "vit_tiny_patch16_224": 224,
    "mixer_s32_224": 224,
}
