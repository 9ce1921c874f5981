#pragma once

#include <QMetaType>

namespace assay {

/// Where a model's content comes from stands beside its rows, so that a page can show loading, empty and failed.
enum class LoadState {
    Idle,    ///< nothing asked yet
    Loading, ///< first or further rows are on their way; those that are there stay
    Ready,   ///< everything that was asked for is there
    Failed,  ///< the last request failed; older rows stay; the model holds the error
};

} // namespace assay
