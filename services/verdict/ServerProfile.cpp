#include "services/verdict/ServerProfile.h"

#include "services/verdict/WireScore.h"

namespace assay {

ServerProfile assayEngine()
{
    ServerProfile profile;
    profile.name = QStringLiteral("Assay");
    profile.overridesIgnoredInCollectionJobs = true;
    profile.collectionParametersWin = true;
    profile.parametersLeakToSiblings = true;
    profile.inheritedDirectionNotInverted = true;
    profile.jobGateDefault = wireDefaultThreshold;
    return profile;
}

ServerProfile evalHub102()
{
    ServerProfile profile = assayEngine();
    profile.name = QStringLiteral("EvalHub 1.0.2");
    profile.duplicatesJudgedByFirst = true;
    profile.collectionReadLive = true;
    profile.runPolicyNotRead = true;
    return profile;
}

} // namespace assay
