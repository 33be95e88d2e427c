package org.json

import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

/** The part of Android's class that the guide for apps uses. */
class JSONObject {
    private val members = LinkedHashMap<String, JsonElement>()

    fun put(name: String, value: String): JSONObject {
        members[name] = JsonPrimitive(value)
        return this
    }

    override fun toString(): String = JsonObject(members).toString()
}
