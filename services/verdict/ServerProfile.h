#pragma once

#include <QString>

namespace assay {

/// How a kind of server executes what it is sent, as far as servers differ or people are surprised. Each flag is a
/// behaviour that was measured; a server that has none of them does what was asked. A value; any thread.
struct ServerProfile {
    QString name; ///< for people, untranslated, e.g. "EvalHub 1.0.2"
    bool overridesIgnoredInCollectionJobs
        = false; ///< weight, primary_score and pass_criteria of an override are not read
    bool collectionParametersWin
        = false; ///< over those of an override; an empty value in the collection removes the parameter
    bool parametersLeakToSiblings = false; ///< an override's parameters reach every benchmark of its provider
    bool inheritedDirectionNotInverted
        = false; ///< the job's score turns only what the entry itself calls lower-is-better
    bool duplicatesJudgedByFirst = false; ///< every copy of a benchmark is judged by the first one's metric and gate
    bool collectionReadLive
        = false; ///< a later edit of the collection changes jobs that run, its deletion strands them
    bool runPolicyNotRead = false; ///< custom.assay (time limits, retries) has no effect
    double jobGateDefault = 0; ///< the job's threshold when neither job nor collection names one
    bool operator==(const ServerProfile &) const = default;
};

/// The released server.
ServerProfile evalHub102();
/// Our local engine: follows the released server's rules; docs/evalhub-compatibility.md says where it does not.
ServerProfile assayEngine();

} // namespace assay
