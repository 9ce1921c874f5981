#pragma once

#include <QRect>
#include <QString>

class QWidget;

namespace assay {

/// What a chart tells about its marks, so that a screen reader can read them one by one; see ChartAccess.h. Places go from 0 in the
/// order of the keys. GUI thread.
class Marked {
public:
    virtual ~Marked() = default;
    virtual int markCount() const = 0;
    virtual QString markReading(int place) const = 0; ///< name and value in one sentence
    virtual QString markValue(int place) const = 0;   ///< without the name
    virtual QString markReason(int) const { return {}; }
    virtual QRect markPlace(int place) const = 0;     ///< in the chart's own coordinates; may lie outside the visible part
    virtual int focusedMark() const = 0;              ///< -1: none
    virtual QWidget *markWidget() = 0;                ///< the chart itself
};

} // namespace assay
