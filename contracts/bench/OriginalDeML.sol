// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title The first DeML, re-created for measuring
/// @notice A yardstick, never to be deployed for use. It keeps the storage and the calls of the
/// hackathon prototype, mistakes included: models are strings in storage and travel in every call,
/// each score is a separate transaction, the hundredth one loops over all, everything is public.
/// Refusals have no messages: its deployment must not look more expensive than it was.
contract OriginalDeML {
    uint256 private constant EVALUATIONS = 100;

    string public dataset_link;
    uint256 public registration_deadline;
    uint256 public competition_deadline;
    uint256 public byte_limit;
    address public host;

    uint256 public prize_fund;
    uint256 public buy_in;
    uint256 public mining_fees;
    /// @dev What a score earns: nothing ever sets it.
    uint256 public mining_increment;

    mapping(address => bool) public registered;
    mapping(string => address) public model_owner;
    mapping(string => mapping(address => uint256)) public guesses;
    mapping(string => address[]) public model_miners;
    string[] public mineable_models;
    /// @dev The second array, through which the list of models is rewritten.
    string[] public kept_models;

    uint256 public best_performance;
    string public best_model;
    address public best_maker;

    constructor(
        string memory datasetLink,
        uint256 registrationSeconds,
        uint256 competitionSeconds,
        uint256 byteLimit
    ) {
        dataset_link = datasetLink;
        registration_deadline = block.timestamp + registrationSeconds;
        competition_deadline = registration_deadline + competitionSeconds;
        byte_limit = byteLimit;
        host = msg.sender;
    }

    function depositPrizeFund() public payable {
        require(msg.sender == host);
        prize_fund = msg.value;
        buy_in = prize_fund / 10;
        mining_fees = prize_fund / 5;
        prize_fund -= mining_fees;
    }

    function register() public payable {
        require(block.timestamp < registration_deadline);
        require(msg.value > buy_in);
        require(!registered[msg.sender]);
        registered[msg.sender] = true;
    }

    function submitModel(string memory model) public {
        require(block.timestamp > registration_deadline);
        require(block.timestamp < competition_deadline);
        require(registered[msg.sender]);
        require(bytes(model).length < byte_limit);
        require(model_owner[model] == address(0));
        model_owner[model] = msg.sender;
        mineable_models.push(model);
    }

    function minerGuess(string memory model, uint256 performance) public {
        require(block.timestamp > registration_deadline);
        require(block.timestamp < competition_deadline);
        require(guesses[model][msg.sender] == 0);
        guesses[model][msg.sender] = performance;
        model_miners[model].push(msg.sender);
        payable(msg.sender).transfer(mining_increment);
        if (model_miners[model].length == EVALUATIONS) aggregate(model);
    }

    function getModels() public view returns (string[] memory) {
        return mineable_models;
    }

    function withdraw() public {
        address winner = best_maker == address(0) ? host : best_maker;
        require(msg.sender == winner);
        payable(msg.sender).transfer(address(this).balance);
    }

    function aggregate(string memory model) private {
        uint256 total = 0;
        for (uint256 i = 0; i < EVALUATIONS; i++) {
            address miner = model_miners[model][i];
            total += guesses[model][miner];
            delete guesses[model][miner];
        }
        uint256 average = total / EVALUATIONS;
        if (average > best_performance) {
            best_performance = average;
            best_model = model;
            best_maker = model_owner[model];
        }
        removeModel(model);
        delete model_owner[model];
        delete model_miners[model];
    }

    /// @dev The whole list goes into the second array, and comes back without the model.
    function removeModel(string memory model) private {
        kept_models = mineable_models;
        delete mineable_models;
        bytes32 removed = keccak256(bytes(model));
        for (uint256 i = 0; i < kept_models.length; i++) {
            if (keccak256(bytes(kept_models[i])) != removed) {
                mineable_models.push(kept_models[i]);
            }
        }
        delete kept_models;
    }
}
